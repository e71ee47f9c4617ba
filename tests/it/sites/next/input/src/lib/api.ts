import fs from "fs";
import { join } from "path";

const postsDirectory = join(process.cwd(), "_posts");

export const getPostSlugs = () => fs.readdirSync(postsDirectory).map((file) => file.replace(/\.md$/, ""));
