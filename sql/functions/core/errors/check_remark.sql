create or replace function maitred_internal.check_remark(p_argument text, p_remark text, p_most int)
returns void
language plpgsql
immutable
as $function$
-- Refuses a text of several lines that is long, or that a terminal would obey. Null is none.
--
-- Raises: 22023
begin
    if octet_length(p_remark) > 4 * p_most or length(p_remark) > p_most
        or p_remark ~ E'[\\u0001-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F]'
    then
        perform maitred_internal.refuse_argument(
            p_argument, p_remark,
            format('have at most %s characters, without control characters but tabs and line breaks', p_most)
        );
    end if;
end;
$function$;

comment on function maitred_internal.check_remark is
'Raises 22023 unless p_remark is null or has at most p_most characters, without control characters but tabs and line breaks.';
