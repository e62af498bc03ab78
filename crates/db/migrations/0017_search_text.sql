-- What lists are searched by, folded by the program (db/src/search.rs), which fills what stands here already, too.
alter table posts add column search_text text not null default '';
alter table leads add column search_text text not null default '';
alter table media add column search_text text not null default '';
