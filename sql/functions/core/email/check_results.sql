create or replace function maitred_internal.check_results(p_results jsonb)
returns void
language plpgsql
immutable
as $function$
-- Refuses a list of results that cannot be read.
--
-- Raises: 22023
begin
    if jsonb_typeof(p_results) = 'array' and jsonb_array_length(p_results) > 1000
        or pg_column_size(p_results) > 10000000
    then
        perform maitred_internal.refuse_argument(
            'p_results', 'too much', 'have at most 1000 results, of 10 MB together'
        );
    end if;
    if jsonb_typeof(p_results) is distinct from 'array' or p_results @? '
        $[*] ? (!(
            @.type() == "object" && @.email_id.type() == "number"
            && @.email_id >= 1 && @.email_id <= 9223372036854775807 && @.email_id.floor() == @.email_id
            && (
                @.outcome == "sent" || @.outcome == "failed" || @.outcome == "dead"
                || @.outcome == "uncertain" || @.outcome == "released"
            )
        ))'
    then
        perform maitred_internal.refuse_argument(
            'p_results', p_results::text,
            'be a list like [{"email_id": 1, "outcome": "sent"}], '
            'with an outcome of sent, failed, dead, uncertain or released'
        );
    end if;
end;
$function$;

comment on function maitred_internal.check_results is
'Raises 22023 unless p_results is a list of at most 1000 objects and 10 MB, each with an email_id and a known outcome.';
