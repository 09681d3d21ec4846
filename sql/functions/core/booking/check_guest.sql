create or replace function maitred_internal.check_guest(
    p_guest_name text,
    p_guest_email text,
    p_guest_phone text,
    p_notes text,
    p_locale text,
    p_source text,
    out guest_name text,
    out guest_email text,
    out guest_phone text,
    out notes text
)
language plpgsql
immutable
as $function$
-- The contact fields of a guest as they are stored; refuses what cannot be stored, or stand in the header of a mail.
-- Nulls are not evaluated, and empty texts are for the caller to evaluate.
--
-- Each length comes first: what follows reads all of a text, and 100 MB take seconds. A name goes into headers, so "=?"
-- is out (see is_mailable), and it stands in lists beside others, so it may not turn text around (UAX 9). Length of a
-- language tag: RFC 5646, 4.4.1.
--
-- E'...' means the same whatever standard_conforming_strings is in the session of the caller.
--
-- Raises: 22023
begin
    guest_name := maitred_internal.fold_line(left(p_guest_name, 1000));
    if octet_length(p_guest_name) > 1000 or length(guest_name) not between 1 and 200
        or guest_name ~ E'[\\u0001-\\u001F\\u007F-\\u009F\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]|=[?]'
        or guest_name !~ E'[^[:space:]\\u00A0\\u2000-\\u200F\\u3000]'
    then
        perform maitred_internal.refuse_argument(
            'p_guest_name', p_guest_name,
            'have 1 to 200 characters, not only spaces, without control characters and "=?"'
        );
    end if;

    guest_email := maitred_internal.fold_line(left(p_guest_email, 300));
    if octet_length(p_guest_email) > 300 or guest_email <> '' and not maitred_internal.is_mailable(guest_email) then
        perform maitred_internal.refuse_argument(
            'p_guest_email', p_guest_email, 'be one email address of at most 254 bytes, like guest@example.org'
        );
    end if;

    guest_phone := maitred_internal.fold_line(left(p_guest_phone, 250));
    if octet_length(p_guest_phone) > 250 or length(guest_phone) > 50
        or guest_phone ~ E'[\\u0001-\\u001F\\u007F-\\u009F]'
    then
        perform maitred_internal.refuse_argument(
            'p_guest_phone', p_guest_phone, 'have at most 50 characters, without control characters'
        );
    end if;

    notes := p_notes;
    perform maitred_internal.check_remark('p_notes', p_notes, 4000);
    if octet_length(p_locale) > 35 or p_locale !~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' then
        perform maitred_internal.refuse_argument(
            'p_locale', p_locale, 'be a language tag such as en or de-CH, of at most 35 characters'
        );
    end if;
    if p_source is null or p_source not in ('guest', 'ops', 'walk_in', 'import') then
        perform maitred_internal.refuse_argument('p_source', p_source, 'be one of guest, ops, walk_in, import');
    end if;
end;
$function$;

comment on function maitred_internal.check_guest is
'Name, address, phone and notes as they are stored: on one line, without spaces at the ends. Raises 22023 for what cannot be stored or mailed; nulls pass, except p_source.';
