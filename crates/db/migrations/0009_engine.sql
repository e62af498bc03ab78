-- What keeps deliveries from going wrong.

-- A variant taken out of its post that deliveries still refer to.
alter table variants add column removed_at bigint;

-- Until when one process has the check of a channel.
alter table channels add column check_until bigint;
