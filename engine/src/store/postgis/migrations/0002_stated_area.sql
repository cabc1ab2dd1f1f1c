-- Schema version 2: addresses may state an area. Deltas in the log keep their form, which is still read.

ALTER TABLE hexward.addresses
    ADD COLUMN stated_area text COLLATE "C", -- the area that the file names
    ADD COLUMN stated_wins boolean NOT NULL DEFAULT false; -- whether it counts where the point lies elsewhere
