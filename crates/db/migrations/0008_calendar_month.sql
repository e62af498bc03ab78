-- A month of the calendar reads deliveries off one index alone, and takes away those of deleted posts, of which there are few.
create index deliveries_month on deliveries (workspace_id, scheduled_at, id, state, brand_id, post_id);
drop index deliveries_calendar;
create index posts_deleted on posts (workspace_id, deleted_at) where deleted_at is not null;
