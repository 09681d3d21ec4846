create or replace function maitred.modify_booking(
    p_booking_id uuid,
    p_party_size int default null,
    p_start_at timestamptz default null,
    p_end_at timestamptz default null,
    p_guest_name text default null,
    p_guest_email text default null,
    p_guest_phone text default null,
    p_notes text default null,
    p_source text default 'ops',
    p_actor uuid default null,
    p_expected_version int default null,
    p_if_unavailable text default 'pending',
    p_locale text default null,
    p_restaurant_id uuid default null,
    p_notify boolean default null
)
returns maitred.bookings
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Changes a booking. Another party or window sends it through a modification cycle, or moves it immediately, or not
-- at all. A guest who had no address until now is told of the open cycle; a second email of one cycle cannot exist.
--
-- Locks:  booking -> tables by id -> allocations
-- Writes: bookings, the outbox; through realign_booking and extend_seated_booking its tables, job, email and events
-- Raises: 22023 MD101 MD201 MD204 MD205 MD302 MD401
declare
    v_old maitred.bookings;
    v_new maitred.bookings;
    v_now timestamptz;
begin
    select c.guest_name, c.guest_email, c.guest_phone, c.notes
    into p_guest_name, p_guest_email, p_guest_phone, p_notes
    from maitred_internal.check_guest(p_guest_name, p_guest_email, p_guest_phone, p_notes, p_locale, p_source) as c;
    perform maitred_internal.check_if_unavailable(p_if_unavailable);
    perform maitred_internal.check_instant('p_start_at', coalesce(p_start_at, 'epoch'));
    perform maitred_internal.check_instant('p_end_at', coalesce(p_end_at, 'epoch'));

    v_old := maitred_internal.lock_booking(p_booking_id, p_restaurant_id);
    v_now := clock_timestamp();
    if p_expected_version <> v_old.version then
        perform maitred_internal.raise_error(
            'version_conflict',
            format('booking %s is at version %s, not %s', v_old.reference, v_old.version, p_expected_version),
            maitred_internal.booking_detail(v_old)
            || jsonb_build_object('version', v_old.version, 'expected_version', p_expected_version)
        );
    end if;
    if v_old.status in ('completed', 'cancelled', 'no_show') then
        perform maitred_internal.raise_error(
            'invalid_transition',
            format('booking %s is %s, it cannot be changed', v_old.reference, v_old.status),
            maitred_internal.booking_detail(v_old) || jsonb_build_object('from', v_old.status)
        );
    end if;

    v_new := v_old;
    v_new.guest_name := coalesce(p_guest_name, v_old.guest_name);
    v_new.guest_email := nullif(coalesce(p_guest_email, v_old.guest_email), '');
    v_new.guest_phone := nullif(coalesce(p_guest_phone, v_old.guest_phone), '');
    v_new.notes := nullif(coalesce(p_notes, v_old.notes), '');
    v_new.locale := coalesce(p_locale, v_old.locale);
    select w.party_size, w.start_at, w.end_at
    into v_new.party_size, v_new.start_at, v_new.end_at
    from maitred_internal.changed_window(v_old, p_party_size, p_start_at, p_end_at) as w;

    if v_new is not distinct from v_old then
        return v_old;
    end if;
    v_new.version := v_old.version + 1;
    v_new.updated_at := v_now;

    if (v_new.party_size, v_new.start_at, v_new.end_at)
        is not distinct from (v_old.party_size, v_old.start_at, v_old.end_at)
    then
        v_new := maitred_internal.change_guest(v_old, v_new);
    elsif v_old.status = 'seated' then
        v_new := maitred_internal.extend_seated_booking(v_old, v_new, p_actor, v_now);
    else
        v_new.notify := coalesce(p_notify, maitred_internal.notifies(p_source));
        v_new := maitred_internal.realign_booking(
            v_old, v_new, p_source, p_actor, p_if_unavailable = 'refuse', v_now
        );
    end if;
    perform maitred_internal.refresh_emails(v_new);
    return v_new;
end;
$function$;

comment on function maitred.modify_booking is
'Changes a booking; another party size, start or end releases its tables and opens a modification cycle.

p_party_size, p_start_at, p_end_at: null: unchanged.
p_guest_name, p_locale: null: unchanged.
p_guest_email, p_guest_phone, p_notes: null: unchanged; '''': cleared.
p_expected_version: MD204 unless it is the booking''s.
p_if_unavailable: pending: status pending, one modification_pending email, a job; refuse: tables are found in the same
    call (confirmed, one modification_confirmed email), or MD205 and nothing is changed.
p_notify: false: the guest is told nothing of the edit, now or when tables are found, unless a request or an edit before
    it waits for an answer; a confirmation that was not sent yet waits for the tables; null: told when p_source is guest
    or ops.
Returns: the booking.
Errors: 22023 also another party size outside the party limits; MD101 booking_not_found; MD201 the next party has the
    table of a seated booking that is to stay longer; MD204 version_conflict; MD205 no_table_available; MD302 another
    start outside opening hours; MD401 invalid_transition.

What the edit leaves as it was is not evaluated again by the limits, hours and buffer of today; a table that it keeps
for no later end takes no more time. Of a seated booking only contact fields and p_end_at change. Emails that were not
sent say what the booking is now and go to its present address; cleared, they wait for another one.';

grant execute on function maitred.modify_booking(
    uuid, int, timestamptz, timestamptz, text, text, text, text, text, uuid, int, text, text, uuid, boolean
) to maitred_guest;
