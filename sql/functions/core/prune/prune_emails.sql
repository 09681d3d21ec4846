create or replace function maitred_internal.prune_emails(p_bookings maitred.bookings [])
returns bigint
language plpgsql
volatile
as $function$
-- Deletes the emails of bookings that are about to go, wherever they lie.
--
-- Writes: outbox_attempts, outbox_contents, outbox_ready, outbox_dead, outbox_keys
declare
    v_email_ids constant bigint [] := array(
        select k.email_id
        from unnest(p_bookings) as b
        inner join maitred_internal.outbox_keys as k on k.restaurant_id = b.restaurant_id and k.booking_id = b.id
    );
    v_since constant timestamptz := (
        select min(k.written_at) from maitred_internal.outbox_keys as k where k.email_id = any(v_email_ids)
    );
    v_rows bigint;
begin
    delete from maitred_internal.outbox_attempts as a where a.email_id = any(v_email_ids) and a.recorded_at >= v_since;
    delete from maitred_internal.outbox_contents as c where c.email_id = any(v_email_ids) and c.written_at >= v_since;
    delete from maitred_internal.outbox_ready as r where r.email_id = any(v_email_ids);
    delete from maitred_internal.outbox_dead as d where d.email_id = any(v_email_ids);
    delete from maitred_internal.outbox_keys as k where k.email_id = any(v_email_ids);
    get diagnostics v_rows = row_count;
    return v_rows;
end;
$function$;

comment on function maitred_internal.prune_emails is
'Deletes all emails of the given bookings, contents and outcomes included, and returns how many emails.';
