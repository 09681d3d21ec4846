select
    coalesce(max(c.claim_token), 0) as token,
    '[' || string_agg('{"email_id":' || c.email_id || ',"outcome":"sent"}', ',') || ']' as results,
    sum(length(c.payload::text)) as size,
    coalesce(max(c.available_at), '-infinity') as after_at,
    coalesce(max(c.email_id), 0) as after_id
from maitred.claim_emails('bench', 100, '60 seconds', :after_at, :after_id) as c \gset
select maitred.settle_emails(:token, :results);
