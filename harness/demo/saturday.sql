-- The restaurant of the demo: 24 tables in two zones, lunch and dinner on a Saturday. Ids follow from names, so that
-- every run decides alike.
insert into maitred.restaurants (id, name, timezone, email, default_locale, max_party_size)
values (md5('restaurant')::uuid, 'Le Jardin d''Hiver', 'Europe/Paris', 'salle@jardin.example', 'fr', 20);

insert into maitred.zones (restaurant_id, id, name)
select md5('restaurant')::uuid, md5(z.name)::uuid, z.name
from (values ('Salle'), ('Terrasse')) as z (name);

insert into maitred.table_inventory (restaurant_id, id, zone_id, name, capacity, min_party, movable)
select md5('restaurant')::uuid, md5(t.name)::uuid, md5(t.zone)::uuid, t.name, t.seats, t.min_party, t.movable
from (
    values
    ('S1', 'Salle', 2, 1, true), ('S2', 'Salle', 2, 1, true), ('S3', 'Salle', 2, 1, true), ('S4', 'Salle', 2, 1, true),
    ('S5', 'Salle', 2, 1, true), ('S6', 'Salle', 4, 2, true),
    ('S7', 'Salle', 4, 2, true), ('S8', 'Salle', 4, 2, true), ('S9', 'Salle', 4, 2, true), ('S10', 'Salle', 4, 2, true),
    ('S11', 'Salle', 4, 2, true),
    ('S12', 'Salle', 6, 4, true), ('S13', 'Salle', 6, 4, true),
    ('S14', 'Salle', 8, 5, false),
    ('T1', 'Terrasse', 2, 1, true), ('T2', 'Terrasse', 2, 1, true), ('T3', 'Terrasse', 2, 1, true),
    ('T4', 'Terrasse', 4, 2, true),
    ('T5', 'Terrasse', 4, 2, true), ('T6', 'Terrasse', 4, 2, true), ('T7', 'Terrasse', 4, 2, true),
    ('T8', 'Terrasse', 4, 2, true),
    ('T9', 'Terrasse', 6, 4, true), ('T10', 'Terrasse', 6, 4, true)
) as t (name, zone, seats, min_party, movable);

insert into maitred.table_adjacencies (restaurant_id, table_a, table_b)
select md5('restaurant')::uuid, md5(a.one)::uuid, md5(a.other)::uuid
from (
    values
    ('S1', 'S2'), ('S2', 'S3'), ('S4', 'S5'), ('S5', 'S6'), ('S6', 'S7'), ('S7', 'S8'), ('S9', 'S10'), ('S10', 'S11'),
    ('S11', 'S12'), ('S12', 'S13'),
    ('T1', 'T2'), ('T3', 'T4'), ('T4', 'T5'), ('T5', 'T6'), ('T7', 'T8'), ('T8', 'T9'), ('T9', 'T10')
) as a (one, other);

insert into maitred.service_periods (restaurant_id, id, name, weekday, opens, closes)
select md5('restaurant')::uuid, md5(s.name)::uuid, s.name, 6, s.opens, s.closes
from (values ('Déjeuner', time '11:30', time '15:30'), ('Dîner', '17:30', '00:30')) as s (name, opens, closes);

insert into maitred.turn_times (restaurant_id, service_period_id, max_party, duration)
select md5('restaurant')::uuid, md5(t.service)::uuid, t.max_party, t.duration
from (
    values
    ('Déjeuner', 2, interval '75 min'), ('Déjeuner', 4, '90 min'), ('Déjeuner', 20, '105 min'),
    ('Dîner', 2, '105 min'), ('Dîner', 4, '105 min'), ('Dîner', 20, '135 min')
) as t (service, max_party, duration);
