create or replace function maitred_internal.is_mailable(p_address text)
returns boolean
language sql
immutable
as $function$
-- Whether the mailer can send to an address: the one definition. harness/email/message.py has the same expressions,
-- and so has the domain email_address for what is stored; a test compares the three.
--
-- In any script, but without anything that is not seen (spaces of all kinds, controls, formats, unassigned planes),
-- that has a meaning in a header, or that no name in DNS has. Quoted local parts and address literals are left out:
-- people's addresses do not look so, attacks do. Lengths: RFC 5321, 4.5.3.1; RFC 1035, 2.3.4. "=?" starts an encoded
-- word, which mail software decodes, line breaks and all (RFC 2047; CVE-2024-6923).
--
-- E'...' means the same whatever standard_conforming_strings is in the session of the caller.
    select octet_length(p_address) <= 254 and octet_length(split_part(p_address, '@', 1)) <= 64
        and p_address ~ '^[^@]+@[^@]+$'
        and p_address !~ E'[\\u0001-\\u0020"(),:;<>\\[\\\\\\]\\u007F-\\u00A0\\u00AD\\u034F\\u061C\\u115F\\u1160\\u1680'
        '\\u17B4\\u17B5\\u180B-\\u180F\\u2000-\\u200F\\u2028-\\u202F\\u205F-\\u206F\\u3000\\u3164\\uD800-\\uF8FF'
        '\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF0-\\uFFFF\\U000E0000-\\U0010FFFF]'
        and p_address !~ E'=[?]|@.*[!-,/:-@\\[-`{-~\\u3002\\uFF0E\\uFF61]|@(.*[.])?([.-]|$)|@.*-([.]|$)|@.*[^.]{64}'
$function$;

comment on function maitred_internal.is_mailable is
'Whether p_address is one email address, of at most 254 bytes, that the mailer can send to; null for null.';
