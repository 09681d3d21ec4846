begin;

select plan(8);
select maitred_test.open_restaurant();

insert into maitred.turn_times (restaurant_id, max_party, duration)
values (maitred_test.id('restaurant'), 2, '75 min'), (maitred_test.id('restaurant'), 8, '3 hours');

select is(
    (
        select row(b.party_size, b.start_at, b.end_at)::text
        from
            maitred_test.book(c.what) as n (id),
            maitred.modify_booking(
                p_booking_id => n.id, p_party_size => c.party, p_start_at => maitred_test.at(c.at),
                p_end_at => maitred_test.at(c.until)
            ) as b
    ),
    row(c.party_then, maitred_test.at(c.start_then), maitred_test.at(c.end_then))::text,
    replace(c.what, '-', ' ')
)
from (
    values
    ('later-with-the-same-length', null::int, time '20:00', null::time, 2, time '20:00', time '22:00'),
    ('a-larger-party-has-its-turn-time', 4, null, null, 4, '19:00', '22:00'),
    ('a-smaller-party-too', 1, null, null, 1, '19:00', '20:15'),
    ('party-and-start', 4, '18:00', null, 4, '18:00', '21:00'),
    ('an-end-is-taken-as-it-is', 4, '18:00', '19:30', 4, '18:00', '19:30'),
    ('an-end-alone', null, null, '20:00', 2, '19:00', '20:00'),
    ('the-same-party-keeps-the-length', 2, '20:00', null, 2, '20:00', '22:00')
) as c (what, party, at, until, party_then, start_then, end_then);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
