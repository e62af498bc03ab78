-- How often whoever made a version vanished: attempts also count orderly restarts.
alter table renders add column broken bigint not null default 0;
