create or replace function maitred_internal.table_change(
    p_table_ids uuid [],
    p_actor uuid,
    p_now timestamptz,
    p_replaces boolean default false,
    p_pinned boolean default true,
    p_must_connect boolean default false,
    p_release_all boolean default false,
    p_of_session boolean default false,
    p_unnamed boolean default false,
    p_expected_start_at timestamptz default null,
    p_expected_end_at timestamptz default null
)
returns maitred_internal.table_change
language sql
immutable
as $function$
-- Names what travels together through a change of tables, where a call is made.
    select row(
        p_table_ids, p_actor, p_now, p_replaces, p_pinned, p_must_connect, p_release_all, p_of_session, p_unnamed,
        p_expected_start_at, p_expected_end_at
    )::maitred_internal.table_change
$function$;

comment on function maitred_internal.table_change is
'A change of a booking''s tables by p_actor at p_now: p_table_ids come to those it has, or with p_replaces instead of them. p_pinned: staff name them. p_must_connect: they must be neighbours. p_release_all: every hold on the booking is given up, else those of p_actor. p_of_session: it confirms a session. p_unnamed: a conflict names no other booking. p_expected_start_at, p_expected_end_at: the window that the caller believes in.';
