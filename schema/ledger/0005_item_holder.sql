-- Which node has an item in hands. A node that starts again knows by it what its earlier process did not finish, and tries that at once.

alter table reaction_item add column holder text;    -- the node's name while a try is under way; null: none is
