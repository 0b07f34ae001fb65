"""
The kit that every page is built with: frame, components, forms, and refusals turned into pages.

It has no tables and knows no area. What it shows of accounts and messages arrives through slots.

How an area uses it
-------------------

A page extends the base and calls components::

    {% extends "web_kit/base.html" %}
    {% load i18n web_kit %}
    {% block title %}{% translate "登录" %}{% endblock %}
    {% block page_class %}ui-page--slim{% endblock %}
    {% block breadcrumb %}{% component "breadcrumb" crumbs=page.crumbs / %}{% endblock %}
    {% block content %}
      {% component "card" %}
        <h1>{% translate "登录" %}</h1>
        {% component "form" form=form submit=page.submit_label / %}
      {% endcomponent %}
    {% endblock %}

Blocks: ``title`` (needed), ``head``, ``breadcrumb``, ``page_class`` (``ui-page--narrow`` for
journeys and results, ``ui-page--slim`` for sign-in), ``content``, ``scripts`` (files only: the
policy forbids inline script and style). `/__components__/` shows every component and sample pages.
Translated text as an argument: ``{% component "button" label=_("下一步") / %}``.

A view::

    @require_sign_in
    @require_POST
    def start(request: HttpRequest) -> HttpResponse:
        form = StartForm(request.POST)                   # subclass of web_kit.forms.Form
        if not form.is_valid():
            return render(request, "proofing/start.html", {"form": form}, status=422)
        started = start_journey(actor=actor_of(request), now=clock.now(), …)
        return continue_to(request, started.next_url)    # never `redirect` after a form that may
                                                         # end at a client: see `continue_to`

A `DomainError` may simply pass: `RefusalMiddleware` answers with page, fragment or problem+json.
A view that shows it beside its form catches it and calls ``render_refusal(request, error,
"area/page.html", {"form": form})``; the template then finds `error` and `text` (`title`, `next`).
A long-running piece of work is a ``progress`` component with `poll_url`; dangerous acts get a page
with ``confirm``, opened in a dialog by ``{% component "button" dialog=True href=… / %}`` when the
view answers through ``render_page(request, "area/end.html", ctx, fragment="area/_end.html")``.

Modules: `actors` (who acts, guards, safe redirects), `refusals`, `texts` (`<area>/texts.toml`),
`forms`, `pages`, `types` (values that components take), `frame` (fill `frame_source`), `health`
(fill `readiness_checks`), `middleware`, `error_pages`, `urls` (`preview_urls` for developers).
"""
