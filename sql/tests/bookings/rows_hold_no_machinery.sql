-- Callers get whole rows of bookings, and so do screens: what functions need for themselves stands elsewhere.
begin;

select plan(3);

select columns_are('maitred', 'bookings', array[
    'restaurant_id', 'id', 'reference', 'party_size', 'start_at', 'end_at', 'status', 'pending_ref', 'version',
    'guest_name', 'guest_email', 'guest_phone', 'notes', 'locale', 'source', 'notify', 'staff_decides',
    'created_at', 'updated_at', 'confirmed_at', 'email_cycle'
]);
select is_empty(
    $$select a.attrelid::regclass, a.attname
    from pg_attribute as a
    inner join pg_class as c on c.oid = a.attrelid
    where c.relnamespace = 'maitred'::regnamespace and c.relkind <> 'i' and not a.attisdropped and a.attnum > 0
        and (a.atttypid = 'bytea'::regtype or a.attname ~ '(^|_)(key|request|token|secret)$')
        and (a.attrelid::regclass::text, a.attname) not in (
            ('maitred.claimed_email', 'claim_token'), ('maitred.adoption_quarantine', 'row_key'),
            ('maitred.restaurants', 'send_review_request')
        )$$,
    'no relation of callers has a key, request or token in it, but the token of a claim and keys of other systems'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
