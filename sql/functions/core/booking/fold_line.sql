create or replace function maitred_internal.fold_line(p_text text)
returns text
language sql
immutable
as $function$
-- A text of one line as it was meant: people and exports write line breaks, tabs and no-break spaces, and the marks of
-- a copied cell. Each run of such space is one space, what has no width at all is gone, nothing stands at the ends.
--
-- What joins letters (zero-width joiner and non-joiner) stays: names are written with it.
    select btrim(regexp_replace(
        regexp_replace(p_text, E'[\\u00AD\\u200B\\u2060\\uFEFF]', '', 'g'),
        E'[\\u0009-\\u000D\\u0020\\u0085\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000]+', ' ', 'g'
    ))
$function$;

comment on function maitred_internal.fold_line is
'p_text on one line: every run of space of any kind is one space, none at the ends, and nothing without width.';
