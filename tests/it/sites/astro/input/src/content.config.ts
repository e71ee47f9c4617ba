import { defineCollection, z } from "astro:content";
import { glob } from "astro/loaders";

const FOLDER = "src/data/blog";

const blog = defineCollection({
  loader: glob({ pattern: "**/[^_]*.{md,mdx}", base: `./${FOLDER}` }),
  schema: ({ image }) => z.object({ title: z.string(), ground: z.date(), cover: image().optional() }),
});

const staff = defineCollection({ loader: glob({ pattern: "*.md", base: "./src/data/staff" }) });

export const collections = { blog, staff };
