create or replace function maitred_internal.plain_line(p_text text)
returns text
language sql
immutable
as $function$
-- A text of another system as a name that can be stored here: what no name may have is a space.
    select maitred_internal.fold_line(regexp_replace(
        p_text, E'[\\u0001-\\u001F\\u007F-\\u009F\\u061C\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069]|=[?]', ' ', 'g'
    ))
$function$;

comment on function maitred_internal.plain_line is
'p_text on one line (fold_line), without control characters, what turns text around, and "=?".';
