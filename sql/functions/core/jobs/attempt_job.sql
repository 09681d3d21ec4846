create or replace function maitred_internal.attempt_job(
    p_booking maitred.bookings,
    p_job maitred_internal.assignment_jobs,
    p_now timestamptz
)
returns maitred.assignment_outcome
language plpgsql
volatile
set lock_timeout = '1s'
as $function$
-- The attempt of a job, in a subtransaction: whatever goes wrong in it is an outcome that can be counted and dated, so
-- that one bad booking cannot stay first for ever. Cancellation, conflicts and lack of resources are the caller's.
--
-- A lock that somebody keeps for longer than a second is not waited for: the worker serves other restaurants meanwhile.
--
-- Locks:  tables by id
-- Writes: through attempt_assignment
declare
    v_outcome maitred.assignment_outcome;
    v_state text;
    v_message text;
begin
    return maitred_internal.attempt_assignment(
        p_booking, p_job.bypass_feature_flag, p_job.email_mode, p_now, p_job.attempts + 1
    );
exception
    when others then
        get stacked diagnostics v_state = returned_sqlstate, v_message = message_text;
        if left(v_state, 2) in ('40', '53', '57', '58') then
            raise;
        end if;
        v_outcome.moved := '[]';
        if v_state = '55P03' then
            v_outcome.outcome := 'not_assignable';
            v_outcome.detail := jsonb_build_object(
                'locked', coalesce((p_job.last_error ->> 'locked')::int, 0) + 1
            );
        else
            v_outcome.outcome := 'error';
            v_outcome.detail := jsonb_build_object('sqlstate', v_state, 'message', v_message);
        end if;
        return v_outcome;
end;
$function$;

comment on function maitred_internal.attempt_job is
'The outcome of attempt_assignment; not_assignable with locked (how often in a row) when it would have waited longer than a second for a lock; error with sqlstate and message; classes 40, 53, 57 and 58 are raised.';
