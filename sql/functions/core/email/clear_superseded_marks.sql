create or replace function maitred_internal.clear_superseded_marks()
returns void
language plpgsql
volatile
as $function$
-- Deletes the marks in outbox_superseded of emails that are finished; the only place where any is deleted.
--
-- An email that may still be tried is in outbox_ready, in outbox_dead, or in a claim without a result, and goes from
-- one to another in one commit. So one that is nowhere, in one snapshot, is finished, and nothing comes back from
-- there: no mark goes while it is needed. One that is written while a worker says that the email was sent, neither
-- seeing the other, is found the next time.
--
-- Locks:  outbox_superseded (for update skip locked)
-- Writes: outbox_superseded
-- Reads:  outbox_ready, outbox_dead
begin
    delete from maitred_internal.outbox_superseded as m
    where m.ctid = any(array(
        select s.ctid
        from maitred_internal.outbox_superseded as s
        where not exists (
            select from maitred_internal.outbox_ready as r
            where r.booking_id = s.booking_id and r.email_id = s.email_id
        )
        and not exists (select from maitred_internal.outbox_dead as d where d.email_id = s.email_id)
        and s.email_id not in (select f.email_id from maitred_internal.emails_in_flight() as f)
        for update skip locked
    ));
end;
$function$;

comment on function maitred_internal.clear_superseded_marks is
'Deletes the rows of outbox_superseded whose emails are neither waiting, dead nor in flight any more.';
