<?xml version="1.0" encoding="UTF-8"?>
<!--
  report.html.xsl: a TEI file of tei-tools as a page of HTML5. XSLT 1.0: every browser and xsltproc can do it.

  No word is added to the text: no numbers before items, which have their own, no "and" between the items of a series,
  no labels. Of a choice what is read is shown, and what was found is its title (the words that come up under the
  mouse). What is not sure has the class cert-medium or cert-low. Names (xml:id) become anchors.

  Parameter css: the address of report.css, or nothing; it stands beside this file.
-->
<xsl:stylesheet version="1.0"
                xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:tei="http://www.tei-c.org/ns/1.0"
                exclude-result-prefixes="tei">
  <xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>
  <xsl:strip-space elements="tei:TEI tei:teiCorpus tei:text tei:body tei:div tei:list tei:table tei:row tei:figure"/>
  <xsl:param name="css" select="'report.css'"/>

  <xsl:template match="/">
    <html lang="{*/@xml:lang}">
      <head>
        <meta charset="UTF-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title><xsl:value-of select="*/tei:teiHeader/tei:fileDesc/tei:titleStmt/tei:title[1]"/></title>
        <xsl:if test="$css != ''"><link rel="stylesheet" href="{$css}"/></xsl:if>
      </head>
      <body><xsl:apply-templates select="//tei:body"/></body>
    </html>
  </xsl:template>

  <xsl:template match="tei:body"><xsl:apply-templates/></xsl:template>

  <!-- ========== divisions and heads ========== -->

  <xsl:template match="tei:div[@type = 'article']">
    <article><xsl:call-template name="own"/><xsl:apply-templates/></article>
  </xsl:template>

  <xsl:template match="tei:div[@type = 'section']">
    <section><xsl:call-template name="own"/><xsl:apply-templates/></section>
  </xsl:template>

  <xsl:template match="tei:div"><xsl:apply-templates/></xsl:template>

  <xsl:template match="tei:div[@type = 'article']/tei:head[@type = 'main']" priority="2">
    <h1><xsl:call-template name="own"/><xsl:apply-templates/></h1>
  </xsl:template>

  <xsl:template match="tei:div[@type = 'article']/tei:head">
    <p role="doc-subtitle"><xsl:call-template name="own"><xsl:with-param name="class" select="@type"/></xsl:call-template>
      <xsl:apply-templates/></p>
  </xsl:template>

  <xsl:template match="tei:div[@type = 'section']/tei:head">
    <xsl:variable name="depth" select="count(ancestor::tei:div[@type = 'section']) + 1"/>
    <xsl:variable name="level"><xsl:choose><xsl:when test="$depth &gt; 6">6</xsl:when><xsl:otherwise><xsl:value-of select="$depth"/></xsl:otherwise></xsl:choose></xsl:variable>
    <xsl:element name="h{$level}">
      <xsl:call-template name="own"><xsl:with-param name="class" select="@rend"/></xsl:call-template>
      <xsl:apply-templates/>
    </xsl:element>
  </xsl:template>

  <!-- ========== blocks ========== -->

  <xsl:template match="tei:p | tei:opener | tei:closer | tei:byline | tei:ab">
    <p>
      <xsl:call-template name="own">
        <xsl:with-param name="class">
          <xsl:choose>
            <xsl:when test="self::tei:ab"><xsl:value-of select="@type"/></xsl:when>
            <xsl:when test="self::tei:opener/tei:salute">salutation</xsl:when>
            <xsl:when test="self::tei:closer[tei:signed or tei:dateline]">signature</xsl:when>
            <xsl:when test="self::tei:opener or self::tei:closer">facts</xsl:when>
            <xsl:when test="self::tei:byline">byline</xsl:when>
          </xsl:choose>
        </xsl:with-param>
      </xsl:call-template>
      <xsl:apply-templates/>
    </p>
  </xsl:template>

  <xsl:template match="tei:note">
    <aside><xsl:call-template name="own"><xsl:with-param name="class" select="@type"/></xsl:call-template><xsl:apply-templates/></aside>
  </xsl:template>

  <xsl:template match="tei:list">
    <ul><xsl:call-template name="own"/><xsl:apply-templates/></ul>
  </xsl:template>

  <xsl:template match="tei:item">
    <li><xsl:call-template name="own"/><xsl:apply-templates/></li>
  </xsl:template>

  <xsl:template match="tei:table">
    <table><xsl:call-template name="own"/><tbody><xsl:apply-templates/></tbody></table>
  </xsl:template>
  <xsl:template match="tei:row"><tr><xsl:apply-templates/></tr></xsl:template>
  <xsl:template match="tei:cell"><td><xsl:apply-templates/></td></xsl:template>

  <xsl:template match="tei:figure">
    <figure><xsl:call-template name="own"/><xsl:apply-templates/></figure>
  </xsl:template>
  <xsl:template match="tei:graphic"><img src="{@url}" alt=""/></xsl:template>
  <xsl:template match="tei:figure/tei:head" priority="2"><figcaption><xsl:apply-templates/></figcaption></xsl:template>

  <!-- ========== running text ========== -->

  <xsl:template match="tei:label"><span class="label"><xsl:apply-templates/></span></xsl:template>

  <xsl:template match="tei:date[@when]">
    <!-- HTML has times to the minute; the seconds of subtype minute are not the text's. -->
    <time>
      <xsl:attribute name="datetime">
        <xsl:choose>
          <xsl:when test="@subtype = 'minute'"><xsl:value-of select="concat(substring(@when, 1, 16), substring(@when, 20))"/></xsl:when>
          <xsl:when test="starts-with(@when, '--')"><xsl:value-of select="substring(@when, 3)"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="@when"/></xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:call-template name="own"/>
      <xsl:apply-templates/>
    </time>
  </xsl:template>

  <xsl:template match="tei:persName | tei:orgName | tei:idno | tei:seg">
    <span>
      <xsl:call-template name="own">
        <xsl:with-param name="class" select="concat(local-name(), ' ', @type)"/>
      </xsl:call-template>
      <xsl:apply-templates/>
    </span>
  </xsl:template>

  <xsl:template match="tei:choice">
    <span class="choice {(tei:corr | tei:reg)/@type}" title="{tei:sic | tei:orig}">
      <xsl:apply-templates select="tei:corr | tei:reg"/>
    </span>
  </xsl:template>

  <!-- A sign without a character: report.css shows it. -->
  <xsl:template match="tei:gap"><span class="gap" data-quantity="{@quantity}"/></xsl:template>

  <!-- ========== what every element may have ========== -->

  <xsl:template name="own">
    <xsl:param name="class" select="''"/>
    <xsl:if test="@xml:id"><xsl:attribute name="id"><xsl:value-of select="@xml:id"/></xsl:attribute></xsl:if>
    <xsl:if test="@xml:lang"><xsl:attribute name="lang"><xsl:value-of select="@xml:lang"/></xsl:attribute></xsl:if>
    <xsl:variable name="sure"><xsl:if test="@cert and @cert != 'high'">cert-<xsl:value-of select="@cert"/></xsl:if></xsl:variable>
    <xsl:variable name="all" select="normalize-space(concat($class, ' ', $sure))"/>
    <xsl:if test="$all != ''"><xsl:attribute name="class"><xsl:value-of select="$all"/></xsl:attribute></xsl:if>
  </xsl:template>
</xsl:stylesheet>
