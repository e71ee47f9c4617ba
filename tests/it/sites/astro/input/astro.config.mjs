import { defineConfig } from "astro/config";
import sitemap from "@astrojs/sitemap";
import { SITE } from "./src/consts";

export default defineConfig({
  site: SITE.url,
  base: "/mill",
  i18n: { defaultLocale: "en", locales: ["en"] },
  integrations: [sitemap()],
});
