begin;

select plan(4);

select maitred_test.open_restaurant();
select maitred_test.book('anna');
create temporary table wanted (old text, new text);
insert into wanted (old, new)
values
('pending', 'confirmed'), ('pending', 'pending_allocation'), ('pending', 'cancelled'),
('pending_allocation', 'pending'), ('pending_allocation', 'confirmed'), ('pending_allocation', 'cancelled'),
('confirmed', 'pending'), ('confirmed', 'seated'), ('confirmed', 'no_show'), ('confirmed', 'cancelled'),
('seated', 'completed'), ('seated', 'confirmed'), ('no_show', 'confirmed');

-- Tries a change as the owner of the tables and undoes it: null, or the SQLSTATE that refused it.
create function pg_temp.try(p_old text, p_new text) returns text language plpgsql as $$
begin
    set local session_replication_role = replica;
    update maitred.bookings set status = p_old::maitred.booking_status where id = maitred_test.booking('anna');
    set local session_replication_role = origin;
    update maitred.bookings set status = p_new::maitred.booking_status where id = maitred_test.booking('anna');
    raise exception 'undo' using errcode = 'P0009';
exception
    when sqlstate 'P0009' then return null;
    when others then return sqlstate;
end
$$;

select results_eq(
    'select old_status::text, new_status::text from maitred.booking_transitions order by 1, 2',
    'select old, new from wanted order by 1, 2', 'the table lists them'
);
select is_empty(
    $$select o.old, n.new, pg_temp.try(o.old, n.new)
    from unnest(enum_range(null::maitred.booking_status)::text []) as o (old),
        unnest(enum_range(null::maitred.booking_status)::text []) as n (new)
    where o.old <> n.new
        and pg_temp.try(o.old, n.new) is distinct from
            case when not exists (select from wanted as w where (w.old, w.new) = (o.old, n.new)) then 'MD401' end$$,
    'of all 42 changes those are let through and the others are MD401'
);
select is(
    maitred_test.refusal(format(
        'update maitred.bookings set status = %L where id = %L', 'seated', maitred_test.booking('anna')
    )) -> 'detail',
    jsonb_build_object(
        'code', 'invalid_transition', 'booking_id', maitred_test.booking('anna'),
        'reference', maitred_test.reference('anna'), 'from', 'pending', 'to', 'seated'
    ),
    'the error names both'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
