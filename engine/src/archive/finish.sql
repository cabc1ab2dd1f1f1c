DROP TABLE hexward_contents;

DROP TABLE hexward_work;
