create or replace function maitred_internal.draw_reference(p_length int)
returns text
language plpgsql
volatile
as $function$
-- Draws what a booking is called by: letters and digits that are not taken for one another when they are read out or
-- written by hand (no 0 and O, 1, I and L, 2 and Z, 5 and S, 6 and G, 8 and B, U and V, Y), and no vowels, which would
-- make words of them. Twenty-three to the sixth are 148 million.
declare
    v_symbols constant text := '23456789CDFHJKMNPQRTVWX';
    v_reference text := '';
begin
    for v_symbol in 1..p_length
    loop
        v_reference := v_reference || substr(v_symbols, 1 + floor(random() * 23)::int, 1);
    end loop;
    return v_reference;
end;
$function$;

comment on function maitred_internal.draw_reference is
'p_length random letters and digits that can be told apart: maybe the reference of another booking, which its unique constraint knows.';
