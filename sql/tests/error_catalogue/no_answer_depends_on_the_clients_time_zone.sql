-- What clients in other time zones get is the same, to the letter.
begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.book('ben');
select maitred_test.propose('ben', '{T2}', 'bob');
update maitred.table_holds set created_at = '2031-01-01 00:00Z', expires_at = '2031-01-01 12:00Z';
update maitred.allocations as l set expires_at = h.expires_at from maitred.table_holds as h where l.hold_id = h.id;
update maitred.manual_assignment_sessions as s set hold_expires_at = h.expires_at
from maitred.table_holds as h
where s.hold_id = h.id;
select maitred_test.book('cid');
create function pg_temp.said(p_zone text) returns text language plpgsql as $$
declare
    v_said text;
begin
    perform set_config('timezone', p_zone, true);
    select concat_ws(E'\n',
        maitred_test.refusal($a$select maitred_test.assign('cid', '{T1}')$a$),
        maitred_test.refusal($a$select maitred_test.assign('cid', '{T2}')$a$),
        maitred_test.refusal(format(
            'select maitred.local_instant(%L, %L)', maitred_test.id('restaurant'), timestamp '2031-03-30 02:30'
        )),
        (
            select jsonb_agg(to_jsonb(c))
            from maitred.check_table_assignment(
                maitred_test.booking('cid'), maitred_test.tables('{T1}'), '2031-06-07 16:00Z', '2031-06-07 18:00Z'
            ) as c
        ),
        (select s.problems from maitred_test.propose('cid', '{T1}', 'cid') as s),
        (select maitred.show_email(k.email_id) from maitred_internal.outbox_keys as k order by k.email_id limit 1),
        (
            select extract(epoch from b.end_at) from maitred.create_booking(
                maitred_test.id('restaurant'), 2, '2031-10-25 20:00Z', 'x', null, '2031-10-26 20:00Z'
            ) as b
        ),
        (
            select row(extract(epoch from w.start_at), extract(epoch from w.end_at))
            from maitred.modify_booking(maitred_test.booking('cid'), p_start_at => '2031-10-25 23:00Z') as w
        )
    ) into v_said;
    raise exception '%', v_said using errcode = 'P0009';
exception
    when sqlstate 'P0009' then
        return v_said;
end
$$;
create temporary table wanted as select pg_temp.said('UTC') as said;
select matches((select w.said from wanted as w), 'MD201.*MD201.*MD302', 'refusals are among it');
select is(pg_temp.said(c.zone), (select w.said from wanted as w), c.zone)
from (
    values
    ('Europe/Paris'), ('America/New_York'), ('Pacific/Kiritimati'), ('Asia/Kolkata')
) as c (zone);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
