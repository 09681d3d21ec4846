create or replace function maitred_internal.quarantine(
    p_source text,
    p_reason text,
    p_row maitred_internal.adoption_rows,
    p_restaurant_id uuid
)
returns void
language sql
volatile
as $function$
-- Puts a row of an older system aside, with a reason of maitred.adoption_catalogue.
--
-- Writes: adoption_quarantine
    insert into maitred.adoption_quarantine (
        source, relation, row_key, reason, restaurant_id, data, quarantined_at
    )
    values (
        p_source, p_row.relation,
        concat_ws(
            ' ', p_row.data ->> 'id',
            case when p_reason = 'repeated_booking' or not p_row.data ? 'id' then md5(p_row.data::text) end
        ),
        p_reason, p_restaurant_id, p_row.data, clock_timestamp()
    )
    on conflict do nothing
$function$;

comment on function maitred_internal.quarantine is
'Writes a row of maitred.adoption_quarantine, once per row and reason.';
