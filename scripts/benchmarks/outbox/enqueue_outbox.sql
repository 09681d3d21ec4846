select maitred_internal.queue_email(b.booking, 'booking_confirmed', p_cycle => gen_random_uuid()::text)
from bench.one_booking as b;
