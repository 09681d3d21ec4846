with next as (
    select id from bench.floor
    where available_at <= clock_timestamp() and leased_until < clock_timestamp()
    order by available_at, id
    limit 100
    for update skip locked
),
leased as (
    update bench.floor as f
    set leased_until = clock_timestamp() + interval '60 seconds', attempts = f.attempts + 1
    from next as n
    where f.id = n.id
    returning f.id, f.recipient, f.payload
)
select coalesce(array_agg(l.id), '{}') as ids, sum(length(l.payload::text)) as size from leased as l \gset
delete from bench.floor where id = any(:ids::bigint []);
