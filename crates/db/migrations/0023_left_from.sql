-- How somebody stood who left by the link of this letter: taking that back within a day gives them back as they were.
alter table letters add column left_from text;
