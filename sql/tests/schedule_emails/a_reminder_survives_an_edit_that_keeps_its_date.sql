-- A reminder is due, and not sent yet, when something else about its booking is edited.
begin;

select plan(13);
select maitred_test.open_restaurant();
update maitred.restaurants set send_reminder_24h = true;

-- Bookings tomorrow, whose reminder came due a moment ago.
create function pg_temp.reminded(p_name text, p_table text) returns void language plpgsql as $$
begin
    perform maitred_test.book(p_name, 2, date_trunc('hour', clock_timestamp()) + interval '25 hours');
    perform maitred_test.assign(p_name, array[p_table]);
    perform maitred_test.send_emails();
    update maitred_internal.outbox_ready as r set available_at = clock_timestamp()
    where r.booking_id = maitred_test.booking(p_name);
end
$$;
create function pg_temp.claims() returns setof text language sql as $$
    select c.payload ->> 'guest_name' || ' ' || c.kind from maitred.claim_emails('w') as c order by 1
$$;

select pg_temp.reminded('anna', 'T1');
select maitred.modify_booking(maitred_test.booking('anna'), p_guest_phone => '12345');
select results_eq('select * from pg_temp.claims()', $$ values ('anna reminder_24h') $$, 'not claimed yet');
select maitred_test.settle_as_sent();
select maitred.modify_booking(maitred_test.booking('anna'), p_notes => 'by the window');
select is_empty('select * from pg_temp.claims()', 'sent, it is not sent again');

select pg_temp.reminded('bert', 'T2');
select maitred.fail_email(c.email_id, c.claim_token, '450 later', false) from maitred.claim_emails('w') as c;
select maitred.modify_booking(maitred_test.booking('bert'), p_locale => 'fr');
update maitred_internal.outbox_ready set available_at = clock_timestamp();
select results_eq(
    'select c.locale, c.attempt from maitred.claim_emails(''w'') as c', $$ values ('fr', 2) $$, 'tried once, and later'
);
select maitred_test.settle_as_sent();

select pg_temp.reminded('carl', 'T3');
select maitred.unassign_tables_atomic(maitred_test.booking('carl'));
select is_empty('select * from pg_temp.claims()', 'without a table it waits');
select maitred.modify_booking(maitred_test.booking('carl'), p_notes => 'a birthday');
select maitred_test.assign('carl', '{T3}');
select results_eq('select * from pg_temp.claims()', $$ values ('carl reminder_24h') $$, 'and leaves with one');
select maitred_test.settle_as_sent();

-- Another party, in silence or aloud, until there is a table again.
select pg_temp.reminded('dora', 'T4');
select maitred.modify_booking(maitred_test.booking('dora'), 3, p_notify => false);
select is_empty('select * from pg_temp.claims()', 'while a table is looked for it waits');
select maitred_test.assign('dora', '{T4}');
select results_eq('select * from pg_temp.claims()', $$ values ('dora reminder_24h') $$, 'of a silent edit');
select maitred_test.settle_as_sent();
select pg_temp.reminded('emil', 'T7');
select maitred.modify_booking(maitred_test.booking('emil'), 1);
select is_empty('select * from pg_temp.claims()', 'what is older, and has no table now, is put aside');
select results_eq('select * from pg_temp.claims()', $$ values ('emil modification_pending') $$, 'for what is told');
select maitred_test.settle_as_sent();
select maitred_test.assign('emil', '{T7}');
select results_eq(
    'select * from pg_temp.claims()', $$ values ('emil reminder_24h') $$, 'with a table, the older one first'
);
select maitred_test.settle_as_sent();
select results_eq(
    'select * from pg_temp.claims()', $$ values ('emil modification_confirmed') $$, 'then what became of the edit'
);
select maitred_test.settle_as_sent();

-- Another start has another reminder.
select maitred.modify_booking(
    maitred_test.booking('emil'), p_start_at => date_trunc('hour', clock_timestamp()) + interval '49 hours',
    p_if_unavailable => 'refuse'
);
select is(
    (
        select count(*)::int from maitred_internal.outbox_ready as r
        where r.booking_id = maitred_test.booking('emil') and r.lane = 'scheduled'
    ), 1, 'another day has another reminder'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
