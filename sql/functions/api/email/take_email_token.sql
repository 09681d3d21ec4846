create or replace function maitred.take_email_token(p_transport text, p_per_second numeric)
returns interval
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- Takes one token from a transport's bucket, if there is one: the permission to send one email now.
--
-- Locks:  outbox_transports (for update)
-- Writes: outbox_transports
-- Raises: 22023
declare
    v_now timestamptz;
    v_transport maitred_internal.outbox_transports;
begin
    if p_transport is null or length(p_transport) not between 1 and 300 then
        perform maitred_internal.refuse_argument('p_transport', p_transport, 'name the server in 1 to 300 characters');
    end if;
    if p_per_second is null or p_per_second not between 0.0001 and 100000 then
        perform maitred_internal.refuse_argument('p_per_second', p_per_second::text, 'be between 0.0001 and 100000');
    end if;

    insert into maitred_internal.outbox_transports (name, tokens, refilled_at)
    values (p_transport, 1, clock_timestamp())
    on conflict (name) do nothing;
    select t.* into v_transport
    from maitred_internal.outbox_transports as t
    where t.name = p_transport
    for update;
    v_now := clock_timestamp();

    v_transport.tokens := least(
        greatest(p_per_second, 1),
        v_transport.tokens + p_per_second * extract(epoch from v_now - v_transport.refilled_at)
    );
    if v_transport.paused_until > v_now then
        return v_transport.paused_until - v_now;
    elsif v_transport.tokens < 1 then
        return make_interval(secs => ((1 - v_transport.tokens) / p_per_second)::double precision);
    end if;

    update maitred_internal.outbox_transports as t
    set tokens = v_transport.tokens - 1, refilled_at = v_now
    where t.name = p_transport;
    return null;
end;
$function$;

comment on function maitred.take_email_token is
'Asks for permission to send one email through a transport.

p_per_second: of all workers together, a second''s worth at once.
Returns: null: granted; else how long to wait before asking again.
Errors: 22023 invalid_argument.';

grant execute on function maitred.take_email_token(text, numeric) to maitred_worker;
