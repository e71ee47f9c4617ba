/** @type {import('next').NextConfig} */
const nextConfig = { trailingSlash: true, pageExtensions: ["ts", "tsx", "mdx"] };

export default nextConfig;
