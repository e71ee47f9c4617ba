-- Tables of as many articles and topics as one likes, to repeat the figures of docs/databases.md:
--
--   createdb news && psql -d news -v articles=5000000 -v topics=20000 -f benches/articles.sql
--
-- Every article has three topics: one in ten of them is one of a hundred large topics, the others are spread evenly. The pairs
-- repeat the date of their article, so that the newest articles of a topic stand side by side in an index.

\set ON_ERROR_STOP on

SELECT setseed(0.5);

CREATE TABLE articles(
    id bigint NOT NULL,
    title text NOT NULL,
    date timestamptz NOT NULL,
    changed timestamptz NOT NULL,
    url text NOT NULL,
    status text NOT NULL,
    body text NOT NULL
);

CREATE TABLE article_topics(topic text NOT NULL, article bigint NOT NULL, date timestamptz NOT NULL);

INSERT INTO articles
SELECT n,
       'Article number ' || n,
       timestamptz '2026-01-01' - (:articles - n) * interval '20 seconds',
       timestamptz '2026-01-01' - (:articles - n) * interval '20 seconds',
       '/articles/' || n || '/',
       CASE WHEN n % 50 = 0 THEN 'draft' ELSE 'published' END,
       '<p>' || repeat(md5(n::text) || ' ', 15) || '</p>'
FROM generate_series(1, :articles) n;

INSERT INTO article_topics
SELECT DISTINCT
       'topic ' || CASE WHEN random() < 0.1 THEN floor(random() * 100) ELSE floor(random() * :topics) END,
       id,
       date
FROM articles, generate_series(1, 3);

ALTER TABLE articles ADD PRIMARY KEY (id);
CREATE INDEX ON articles (date, id);
CREATE INDEX ON articles (changed);
CREATE INDEX ON article_topics (topic, date, article);
CREATE INDEX ON article_topics (article);
ANALYZE;
