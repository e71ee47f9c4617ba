import type { Site } from "./types";

export const SITE: Site = {
  url: "https://example.org",
  title: "The Water Mill",
  description: "News of a mill",
  author: "Ada Miller",
} as const
export const PER_PAGE = 10
