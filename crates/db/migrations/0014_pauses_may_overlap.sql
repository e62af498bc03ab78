-- A planned pause does not keep people from pausing the same thing before.
drop index pauses_subject_key;
create index pauses_subject on pauses (workspace_id, subject) where ended_at is null;
