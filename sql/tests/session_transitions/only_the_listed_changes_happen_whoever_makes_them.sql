begin;

select plan(4);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.propose('anna', '{T1}', 'ann');
create temporary table wanted (old text, new text);
insert into wanted (old, new)
values
('PROPOSED', 'HELD'), ('PROPOSED', 'CANCELLED'),
('HELD', 'PROPOSED'), ('HELD', 'CONFIRMED'), ('HELD', 'EXPIRED'), ('HELD', 'CANCELLED');

-- Tries a change as the owner of the tables and undoes it: null, or the SQLSTATE that refused it.
create function pg_temp.try(p_old text, p_new text) returns text language plpgsql as $$
begin
    set local session_replication_role = replica;
    update maitred.manual_assignment_sessions set status = p_old::maitred.manual_assignment_session_status;
    set local session_replication_role = origin;
    update maitred.manual_assignment_sessions set status = p_new::maitred.manual_assignment_session_status;
    raise exception 'undo' using errcode = 'P0009';
exception
    when sqlstate 'P0009' then return null;
    when others then return sqlstate;
end
$$;

select results_eq(
    'select old_status::text, new_status::text from maitred.session_transitions order by 1, 2',
    'select old, new from wanted order by 1, 2', 'the table lists them'
);
select is_empty(
    $$select o.old, n.new, pg_temp.try(o.old, n.new)
    from unnest(enum_range(null::maitred.manual_assignment_session_status)::text []) as o (old),
        unnest(enum_range(null::maitred.manual_assignment_session_status)::text []) as n (new)
    where o.old <> n.new
        and pg_temp.try(o.old, n.new) is distinct from
            case when not exists (select from wanted as w where (w.old, w.new) = (o.old, n.new)) then 'MD401' end$$,
    'of all 20 changes those are let through and the others are MD401'
);
select is(
    (select pg_temp.try('CONFIRMED', 'CONFIRMED')), null, 'a session may be written without a change of its status'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
