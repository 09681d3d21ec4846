create or replace function maitred_internal.describe_tables(p_rule text, p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
-- What to say of a violated rule about the tables themselves: one violation per table where it is about some of them.
declare
    v_booking constant maitred.bookings := p_proposal.booking;
    v_tables constant int := cardinality(p_proposal.tables);
    v_limit constant int := (p_proposal.restaurant).max_combined_tables;
    v_zones bigint;
begin
    case p_rule
        when 'table_count' then
            return array[row(
                p_rule, 'block', null,
                format('%s tables are too many, the restaurant combines at most %s', v_tables, v_limit),
                jsonb_build_object('tables', v_tables, 'max_combined_tables', v_limit)
            )::maitred_internal.violation];
        when 'one_zone' then
            v_zones := (select count(distinct t.zone_id) from unnest(p_proposal.tables) as t);
            return array[row(
                p_rule, 'block', null, format('the tables stand in %s zones', v_zones),
                jsonb_build_object('zones', v_zones)
            )::maitred_internal.violation];
        when 'connected' then
            return array[row(
                p_rule, 'block', null, 'the tables are not all neighbours of each other',
                jsonb_build_object('tables', v_tables)
            )::maitred_internal.violation];
        else
            return array(
                select
                    row(
                        p_rule, 'block', t.id, s.message, jsonb_build_object('table', t.name) || s.more
                    )::maitred_internal.violation
                from unnest(p_proposal.tables) as t
                cross join lateral (
                    values
                    ('in_service', not t.in_service, format('table %s is out of service', t.name), '{}'::jsonb),
                    ('movable', not t.movable, format('table %s cannot be moved to another', t.name), '{}'),
                    (
                        'min_party', true, format('table %s takes parties of %s and more', t.name, t.min_party),
                        jsonb_build_object('min_party', t.min_party, 'party_size', v_booking.party_size)
                    ),
                    (
                        'max_party', true, format('table %s takes parties of %s at most', t.name, t.max_party),
                        jsonb_build_object('max_party', t.max_party, 'party_size', v_booking.party_size)
                    )
                ) as s (rule, is_violated, message, more)
                where s.rule = p_rule and s.is_violated
            );
    end case;
end;
$function$;

comment on function maitred_internal.describe_tables is
'The violations of one rule about tables by a proposal that violates it.';
