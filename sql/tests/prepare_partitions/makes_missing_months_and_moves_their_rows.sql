begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred.prepare_partitions();
select is(maitred.prepare_partitions(), 0, 'nothing is missing any more');
do $$
begin
    execute format(
        'drop table maitred_internal.outbox_contents_%s', to_char(clock_timestamp() at time zone 'UTC', 'YYYY_MM')
    );
end
$$;
select maitred_test.book('anna');
select is((select count(*)::int from maitred_internal.outbox_contents_default), 1, 'a row of a missing month waits');
select is(maitred.prepare_partitions(), 1, 'the month is made');
select is((select count(*)::int from maitred_internal.outbox_contents_default), 0, 'the row is moved');
select isnt_empty('select * from maitred.claim_emails(''w'')', 'and found');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
