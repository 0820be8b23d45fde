# lse in an image of its own: Node and the program, nothing that is built or tested with. See docs/operations.md#in-a-container
#
#   docker build --tag lse .
#   docker run --rm --read-only --tmpfs /tmp --user "$(id -u):$(id -g)" --volume "$PWD:/work" lse report zenrows-errors --last 7d

# Node 24 has SQLite of its own, so that nothing native has to be built or installed.
FROM node:24-alpine AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:24-alpine
ENV NODE_ENV=production
# The code cache of the build is for just this Node; nothing is written here when the program runs.
COPY --from=build /src/bin /opt/lse/bin
COPY --from=build /src/dist/bundle /opt/lse/dist/bundle
COPY --from=build /src/reports /opt/lse/reports
COPY --from=build /src/package.json /src/oclif.manifest.json /src/LICENSE /src/CHANGELOG.md /opt/lse/
RUN ln -s /opt/lse/bin/run.js /usr/local/bin/lse && mkdir /work && chown node:node /work
# The user `node` of the image. A number, so that Kubernetes can see that it is not root.
USER 1000:1000
WORKDIR /work
ENTRYPOINT ["lse"]
CMD ["--help"]
