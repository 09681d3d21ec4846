create or replace function maitred_internal.check_expected_window(p_start_at timestamptz, p_end_at timestamptz)
returns void
language plpgsql
immutable
as $function$
-- Refuses half a window, and one that is reversed.
--
-- Raises: 22023
begin
    if (p_start_at is null) <> (p_end_at is null) then
        perform maitred_internal.refuse_argument(
            case when p_start_at is null then 'p_start_at' else 'p_end_at' end, null,
            'be given together with the other end of the window, or neither'
        );
    end if;
    if p_end_at <= p_start_at then
        perform maitred_internal.refuse_argument(
            'p_end_at', p_end_at::text, format('be after p_start_at, %s', p_start_at)
        );
    end if;
end;
$function$;

comment on function maitred_internal.check_expected_window is
'Raises 22023 unless both or neither of the window''s ends are given, in order.';
