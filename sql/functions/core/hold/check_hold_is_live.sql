create or replace function maitred_internal.check_hold_is_live(
    p_hold_id uuid,
    p_hold maitred.table_holds,
    p_now timestamptz
)
returns maitred.table_holds
language plpgsql
stable
as $function$
-- Refuses a hold that is gone or whose time is over. The time is read after the locks were got.
--
-- Raises: MD103 MD402
begin
    if p_hold.id is null then
        perform maitred_internal.raise_error(
            'hold_not_found', format('there is no hold %s', p_hold_id), jsonb_build_object('hold_id', p_hold_id)
        );
    elsif p_hold.expires_at <= p_now then
        perform maitred_internal.raise_error(
            'hold_expired',
            format(
                'hold %s expired at %s', p_hold.id,
                maitred_internal.clock_of(p_hold.restaurant_id, p_hold.expires_at)
            ),
            jsonb_build_object('hold_id', p_hold.id, 'expires_at', p_hold.expires_at)
        );
    end if;
    return p_hold;
end;
$function$;

comment on function maitred_internal.check_hold_is_live is
'The hold; raises MD103 when it is null, MD402 when it has expired at p_now.';
