create or replace function maitred_internal.notifies(p_source text)
returns boolean
language sql
immutable
as $function$
-- Whether guests are told of a change from this source, where the call does not say (p_notify null): of what they and
-- the staff arrange, not of who has just walked in or comes from another system.
    select p_source in ('guest', 'ops')
$function$;

comment on function maitred_internal.notifies is 'True for guest and ops, false for walk_in and import.';
