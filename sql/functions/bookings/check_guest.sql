-- Refuses what cannot be written on a booking or into a mail's header. Nulls are not judged.
--
-- A length comes before a regular expression, which reads all of a text: 100 MB take seconds otherwise. Control
-- characters include the C1 set and the Unicode line separators; "=?" starts an encoded word, which mail
-- software decodes, line breaks and all (RFC 2047; CVE-2024-6923). Address limits: RFC 5321, 4.5.3.1; length of a tag:
-- RFC 5646, 4.4.1.
--
-- E'...' means the same whatever standard_conforming_strings is in the session of the caller.
--
-- Raises: 22023
create or replace function maitred_internal.check_guest(
    p_guest_name text,
    p_guest_email text,
    p_guest_phone text,
    p_notes text,
    p_locale text,
    p_source text
)
returns void
language plpgsql
immutable
as $function$
begin
    if octet_length(p_guest_name) > 800 or length(p_guest_name) not between 1 and 200
        or p_guest_name ~ E'[[:cntrl:]\\u0080-\\u009F\\u2028\\u2029]|=[?]'
        or p_guest_name !~ E'[^[:space:]\\u00A0\\u2000-\\u200F\\u3000]'
    then
        perform maitred_internal.refuse_argument(
            'p_guest_name', p_guest_name,
            'have 1 to 200 characters, not only spaces, without control characters and "=?"'
        );
    end if;
    if octet_length(p_guest_email) > 254 or octet_length(split_part(p_guest_email, '@', 1)) > 64
        or p_guest_email !~ '^[^@]+@[^@]+$'
        or p_guest_email ~ E'[[:space:][:cntrl:]<>",;\\u0080-\\u009F\\u2028\\u2029]|=[?]'
    then
        perform maitred_internal.refuse_argument(
            'p_guest_email', p_guest_email, 'be one email address of at most 254 bytes, like guest@example.org'
        );
    end if;
    if octet_length(p_guest_phone) > 200 or length(p_guest_phone) > 50
        or p_guest_phone ~ E'[[:cntrl:]\\u0080-\\u009F\\u2028\\u2029]' then
        perform maitred_internal.refuse_argument(
            'p_guest_phone', p_guest_phone, 'have at most 50 characters, without control characters'
        );
    end if;
    if octet_length(p_notes) > 16000 or length(p_notes) > 4000 then
        perform maitred_internal.refuse_argument('p_notes', p_notes, 'have at most 4000 characters');
    end if;
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
'Raises 22023 for a name, address, phone, note, locale or source that cannot be stored or mailed; nulls pass, but for p_source.';
