-- What people are told without looking for it. mail_due is null when there is nothing to mail.
create table alerts (
  workspace_id text not null,
  id text not null,
  user_id text not null,
  kind text not null,
  subject text not null,
  brand_id text,
  params text not null,
  created_at bigint not null,
  read_at bigint,
  cleared_at bigint,
  mail_due bigint,
  mail_tries bigint not null,
  mailed_at bigint,
  primary key (workspace_id, id),
  constraint alerts_subject_key unique (workspace_id, user_id, kind, subject)
);
create index alerts_unread on alerts (workspace_id, user_id, created_at) where read_at is null;
create index alerts_subject on alerts (workspace_id, subject);
create index alerts_mail_due on alerts (mail_due) where mail_due is not null;

-- Whether a person gets alerts by mail.
alter table users add column alert_mail bigint not null default 1;
