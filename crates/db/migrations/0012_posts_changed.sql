-- The list of posts reads its page off the index, newest change first.
create index posts_changed on posts (workspace_id, updated_at, id) where deleted_at is null;
