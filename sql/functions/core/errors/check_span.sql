create or replace function maitred_internal.check_span(
    p_argument text,
    p_value interval,
    p_least text,
    p_most text
)
returns double precision
language plpgsql
stable
as $function$
-- Refuses an interval that is no span on the clock, or one out of range, and gives it in seconds.
--
-- A month has 30 days when intervals are compared, and those of the calendar when it is added to an instant: a value
-- with months passes a comparison and then means something else. So it has none here, nor days against its hours. What
-- cannot be evaluated, such as an infinite interval, is refused as well.
--
-- Raises: 22023
declare
    v_days constant numeric := extract(day from p_value);
    v_seconds constant numeric := extract(epoch from p_value);
begin
    if (
        extract(year from p_value) = 0 and extract(month from p_value) = 0
        and sign(v_days) * sign(v_seconds - v_days * 86400) >= 0
        and p_value between p_least::interval and p_most::interval
    ) is not true then
        perform maitred_internal.refuse_argument(
            p_argument, p_value::text,
            format('be a span of %s to %s, without months and years, of one sign', p_least, p_most)
        );
    end if;
    return v_seconds::double precision;
end;
$function$;

comment on function maitred_internal.check_span is
'p_value in seconds; raises 22023 when it is null, has months or years, mixes signs, or is not between p_least and p_most. p_argument is the name the caller knows it by.';
