-- A modification cycle is open, and a guest who is to be told was not.
-- Where it comes from and what it does: maitred.drift_catalogue.
create or replace function maitred_internal.drift_email_missing(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
#variable_conflict use_column
begin
    return query
    select
        b.restaurant_id, b.id, null::uuid, format('bookings:%s', b.id),
        jsonb_build_object('kind', 'modification_pending', 'pending_ref', b.pending_ref)
    from maitred.bookings as b
    where (p_scope.restaurant_id is null or b.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or b.id = any(p_scope.booking_ids))
        and b.pending_ref is not null
        and b.guest_email is not null
        and b.notify
        and not exists (
            select from maitred_internal.outbox_keys as k
            where k.restaurant_id = b.restaurant_id and k.booking_id = b.id
                and k.kind = 'modification_pending' and k.cycle = b.pending_ref::text
                and (p_scope.booking_ids is null or k.booking_id = any(p_scope.booking_ids))
        );
end;
$function$;

comment on function maitred_internal.drift_email_missing is
'Open modification cycles of guests with an address without their modification_pending email.';
