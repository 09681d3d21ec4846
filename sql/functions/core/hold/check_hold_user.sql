create or replace function maitred_internal.check_hold_user(p_hold maitred.table_holds, p_user_id uuid)
returns maitred.table_holds
language plpgsql
stable
as $function$
-- Refuses to turn somebody else's hold into an assignment. A caller that names nobody acts for the holder.
--
-- Raises: MD501
begin
    if p_user_id <> p_hold.created_by then
        perform maitred_internal.raise_error(
            'forbidden', format('hold %s belongs to another user', p_hold.id),
            jsonb_build_object('hold_id', p_hold.id, 'user_id', p_user_id)
        );
    end if;
    return p_hold;
end;
$function$;

comment on function maitred_internal.check_hold_user is
'The hold; raises MD501 when both are named and p_user_id is not the hold''s created_by.';
