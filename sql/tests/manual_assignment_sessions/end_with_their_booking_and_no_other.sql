-- Whatever ends or moves the booking cancels its sessions; what happens to another booking does not touch them.
begin;

select plan(9);
select maitred_test.open_restaurant();

select maitred_test.book('bystander');
select maitred_test.propose('bystander', '{T8}', 'ann');
create temporary table witness as
select s.* from maitred.manual_assignment_sessions as s;
create function pg_temp.after(p_change text) returns text language plpgsql as $$
declare
    v_found text;
begin
    perform maitred_test.seat('anna', '{T1}');
    perform maitred_test.propose('anna', '{T2}', 'ann');
    perform maitred_test.propose('anna', '{T2}', 'bob');
    execute p_change;
    v_found := maitred_test.session_status('anna', 'ann') || ' ' || maitred_test.session_status('anna', 'bob') || ' '
        || maitred_test.takers_of('T2');
    raise exception '%', v_found using errcode = 'P0009';
exception
    when sqlstate 'P0009' then return v_found;
end
$$;
select is(pg_temp.after(c.change), c.said, c.change)
from (
    values
    ('select maitred.modify_booking(maitred_test.booking(''anna''), p_party_size => 1)', 'CANCELLED CANCELLED '),
    ('select maitred.cancel_booking(maitred_test.booking(''anna''))', 'CANCELLED CANCELLED '),
    ('select maitred.mark_no_show(maitred_test.booking(''anna''))', 'CANCELLED CANCELLED '),
    ('select maitred.modify_booking(maitred_test.booking(''anna''), p_notes => ''x'')', 'HELD PROPOSED anna hold'),
    ('select maitred.seat_booking(maitred_test.booking(''anna''))', 'HELD PROPOSED anna hold'),
    ('select maitred_test.assign(''anna'', ''{T2}'', null, ''ann'')', 'CANCELLED PROPOSED anna assignment')
) as c (change, said);

select maitred_test.seat('other', '{T1}');
select maitred.modify_booking(maitred_test.booking('other'), p_start_at => maitred_test.at('20:00'));
select maitred_test.propose('other', '{T1}', 'ann');
select maitred.cancel_booking(maitred_test.booking('other'));
select is(
    (
        select to_jsonb(s)
        from maitred.manual_assignment_sessions as s
        where s.booking_id = maitred_test.booking('bystander')
    ),
    (select to_jsonb(w) from witness as w), 'the bystander''s session is as it was'
);
select is(
    (
        select s.status::text
        from maitred.confirm_manual_assignment((select w.id from witness as w), maitred_test.id('ann')) as s
    ),
    'CONFIRMED', 'and can be confirmed'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
