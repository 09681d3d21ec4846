begin;
select plan(1);

-- Deletes rows that take time, or what they hang on, and writes no wake-up: why nobody needs to be told.
create temporary table silent (name, why) as
values
('take_time', 'what it tried to take itself'),
('take_hold', 'what it tried to hold itself'),
('purge_expired_holds', 'who waits looks when a hold is over'),
('repair_overlap', 'who waits looks when a hold is over'),
('repair_row_without_table', 'nobody waits for a table that does not exist'),
('prune_bookings', 'what is long over'),
('prune_blocks', 'what is long over'),
('adopt_blocks_and_keys', 'what came with adopted rows, of which nobody waits yet');

select bag_eq(
    $$
    select p.proname::text
    from pg_proc as p
    where p.pronamespace in ('maitred'::regnamespace, 'maitred_internal'::regnamespace)
        and p.prosrc ~ 'delete from maitred\.(allocations|table_holds|table_blocks)'
        and p.prosrc !~ 'note_(freed|unused)_time'
    $$,
    'select s.name from silent as s',
    'whoever gives time back tells those who wait, or has a reason'
);

select * from finish();
rollback;
